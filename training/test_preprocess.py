import unittest

import numpy as np

from training.preprocess import Box, area_average, place, stretch, to_square


class AreaAverage(unittest.TestCase):
    def test_each_pixel_is_the_mean_under_it(self) -> None:
        values = np.random.default_rng(5).random((7, 11)).astype(np.float32)
        # the slow way: repeat every pixel until source and target divide the picture evenly
        fine = np.repeat(np.repeat(values, 4, axis=0), 5, axis=1)
        expected = fine.reshape(4, 7, 5, 11).mean(axis=(1, 3))
        np.testing.assert_allclose(area_average(values, 5, 4), expected, rtol=1e-5)

    def test_up_and_the_same_size(self) -> None:
        values = np.array([[1, 3], [5, 7]], np.float32)
        np.testing.assert_allclose(area_average(values, 2, 2), values)
        np.testing.assert_allclose(area_average(values, 4, 2)[0], [1, 1, 3, 3])


class ToSquare(unittest.TestCase):
    def test_independent_of_window(self) -> None:
        grey = np.random.default_rng(6).random((50, 40)).astype(np.float32) * 200
        plain, _ = to_square(grey, 32)
        dimmed, _ = to_square(grey * 0.5 + 31, 32)
        np.testing.assert_allclose(plain, dimmed, atol=1e-3)

    def test_placement_goes_back_to_the_film(self) -> None:
        placement = place(Box(10, 20, 110, 70), 64)
        self.assertEqual((placement.width, placement.height, placement.left, placement.top), (64, 32, 0, 16))
        self.assertEqual(placement.to_film(64, 48), (110, 70))

    def test_no_contrast_is_black(self) -> None:
        self.assertEqual(float(stretch(np.full((4, 4), 9, np.float32)).max()), 0.0)


if __name__ == "__main__":
    unittest.main()
