import { tableWords } from './table-words.js';

/**
 * Words that may stay in a description: what is examined, how, and what for, in the four languages of our users.
 * Not a medical dictionary: a word that is missing is dropped, so that nothing unknown gets out. No word here may
 * be a common name. Russian and Kazakh are given as stems (`stems` below), English and Portuguese as words.
 */
const english = `
abdomen abdominal abnormal abscess absent acute additional adenopathy adrenal adult after air airspace airway
airways allergy alveolar amplitude and aneurysm angio angiogram angiography ankle annual anterior anteroposterior
antrum aorta aortic apex apical apices appendix arch area arm arms arterial artery arthritis artifact ascending
aspiration asthma at atelectasis atrium attenuation axial axilla axillary axis base baseline basal bases before
benign between biapical bilateral biopsy bladder bleed blood body bolus bone bones bony borderline both bowel brain
breast breath breathhold bronchi bronchial bronchiectasis bronchus bronchitis calcaneus calcification calcifications
calcified calculus caliber cancer carcinoma cardiac cardiomegaly cardiothoracic carina carotid catheter caudal cava
caval cavitary cavitation cavity central cerebral cervical change changes checkup chest childhood chronic clavicle
clavicles clear clinical coccyx collapse collateral colon comparison complete complex compression concern congestion
congestive consistent consolidation consolidations contour contrast control coronal coronary cortex cortical
costophrenic cough cranial cross cuffing cyst cystic decreased decubitus deep defect deformity degenerative delayed
dense density descending deviation device diagnostic diaphragm diaphragms diaphragmatic diastole diastolic diffuse
diffusion dilated dilation disc disease distal dorsal dose double drain dual duct due dynamic dyspnea early ecg edema
effusion effusions elbow elevated elevation emboli embolism emergency emphysema enhanced enhancement enlarged
enlargement erect esophagus esophageal evaluation exam examination exertion expiration expiratory exposure extremity
face facet failure fast fat female femoral femur fetal fever fibrosis fibrotic field film filter finding findings
finger fissure fistula flat flexion fluid fluoro fluoroscopy focal follow followup foot for foramen foreign fracture
fractures frontal fundus gallbladder gas gastric gland glass grade granuloma granulomas grid ground group growth hand
hazy head healed healing heart hemidiaphragm hemorrhage hemoptysis hemothorax hepatic hernia hiatal high hilar hila
hilum hip history hyper hyperinflation hypertension hypo iliac image images imaging implant impression inactive
increase increased indication inferior infection infiltrate infiltrates infiltration inflammation initial injection
injury inspiration inspiratory intact interstitial interval intestine intra intravenous invasive inverted iodine
ischemia isotropic joint kernel kidney kidneys knee kyphosis large late lateral laterolateral left leg lesion lesions
likely limb limited line linear lines lingula lipoma liver lobar lobe lobes lobectomy localized localizer location
long loop lordosis lordotic low lower lucency lumbar lumbosacral lung lungs lymph lymphadenopathy lymphoma magnetic
male malignancy malignant mammary mammography mandible margin margins marked mask mass masses mastectomy maxilla
maximum mean measurement measurements medial median mediastinal mediastinum medium metastases metastasis metastatic
mid middle mild miliary minimal minimum mitral mobile moderate motion multi multifocal multiple muscle native
nasogastric near neck necrosis negative neoplasm nerve new nipple no nodal node nodes nodular nodule nodules non none
normal nose not obese oblique obstruction of old opacities opacity open or oral orbit orthostatic osteopenia
osteoporosis osteophyte other otherwise overlying pacemaker pain palate pancreas panoramic paracardiac
parenchyma parenchymal paratracheal partial pass patella patent patchy pediatric paediatric pelvic pelvis pending
perfusion peribronchial pericardial pericardium perihilar peripheral phalanx pharynx phase picc pituitary placement
plain plane plate pleura pleural pneumonia pneumonias pneumonitis pneumothorax port portable portal position positive
possible post posterior posteroanterior postop postoperative pre preoperative pregnant preliminary present previous
primary prior probable process prominence prominent prone prostate prosthesis protocol proximal pulmonary quality
quantitative query radiation radiograph radiographic radiography radiology radius rapid recon reconstruction recurrent
reduced reformat reformatted region regular remission renal report repeat residual respiratory response resting result
retro retrocardiac rib ribs right routine rotated rotation rule sacral sacrum sagittal sarcoid sarcoidosis scan scapula
scar scarring scattered sclerosis scoliosis scout screening secondary segment segmental segmentectomy semi semierect
seminal sepsis septal septum sequela sequelae sequence series severe shadow shadows shape shift shortness shoulder
shunt side significant silhouette single sinus sinuses sitting size skeletal skin skull slice slices slight small
smoker smoking smooth soft solid solitary spine spinal spiral spleen spondylosis spot stable stage standard standing
status stenosis stent sternal sternotomy sternum stomach stool stored strain stress structure structures study
subclavian subcutaneous subpleural subsegmental subtle superior supine surface surgery surgical survey suspected
suspicion suspicious suture swallow swelling symptom symptoms syndrome systole systolic technical technique temporal
test thick thickened thickening thigh thin thoracic thoracotomy thorax thymus thyroid tibia tip tissue to tomography
tomosynthesis tooth torso tortuous total trachea tracheal tracheostomy transverse trauma tree tube tubes tuberculosis
tuberculous tumor tumour ulcer ulna ultra ultrasound unchanged unfolded unilateral unremarkable upper upright ureter
urinary uterus vagina valve variant vascular vasculature vein vena venous ventral ventricle ventricular vertebra
vertebrae vertebral vessel vessels view views viral visible volume wall was weighted weight were whole wide width with
within without worsening wrist xray years year month months week weeks day days old yo resection
adc advanced aiba angled anisotropy anonymized arterialphase asl average axials bodycoil bold bravo bright bsi cardio
cine cor cpap csf ct cta ctdi ctpa cube dce deepinsp dicom diff dixon dlp dti dtse dual dwi dyn dynamics echo endo enh
epi fatsat fbp fiesta fine fisp flair flash fov fse full gad gado gradient hd helical hires hr hrct hrt idose inhance
insp exp inversion irm iterative ivim lat lava lungs lungwindow map maps medium mip mips mpr mpr mra mrcp mri mrv multi
navigator opp opposed out parallel pc pca pdfs perf persp phantom phase pilot post prep propeller proton ps recovery
ref resp rot sag sat scanogram sense sfov sharp shim smooth spair space spectroscopy spgr spin stack std stir survey
swan swi synth tera thins tirm tof topogram tra trace trans trig trigger trufi tse turbo twist vibe vol water win
window windows
cr dx dr mg nm pt px rf us xa io rg sr seg pr ko rtstruct rtdose rtplan rtimage sc ot opt es gm sm op ecg iodine barium
pa ap ll rl lao rao lpo rpo rmlo lmlo rcc lcc mlo cc xcc ffd sid ett ngt ivc svc copd tb hiv covid sars icu ed er or
cabg avr mvr lul lll rul rml rll bid ild ipf ggo pe dvt ca mets nsclc sclc chf cad mi tia ptx
mm cm ml mg kv kvp ma mas msv mgy ms sec min hz khz mhz deg hu bpm kg lb ug mci mbq suv tr te ti ir rr et al vs
image data set original derived secondary axial other raw processed unprocessed true false yes unknown null
procedure requested performed scheduled patient step description reason code meaning type name value number
segmentation algorithm automatic semiautomatic manual tracking roi annotation label finding site laterality
physician radiologist technologist person observer device role content author verified unverified final
partial complete language country english kazakh russian portuguese united states america
artificial intelligence connective uncompressed predecessor testing projected comp gated dissection microvolt carotids
staining stained stain paraffin wax embedding gross neutral buffered formalin fixative obtained by microscope uptake
retain safe option dates private basic confidentiality offset onset qrs qtc soluble eosin hematoxylin suvbw remap remove
descriptors uid uids german french chinese italian spanish spectrum brightfield gram milliseconds descendants oblique
morphologically altered structure millimeter millimeters micrometer centimeter centimeters milliliter milliliters
squaremillimeter petct pet petmr headfirst feetfirst recumbent fluorine fluorodeoxyglucose identity characteristics
clean cleaned fidelity degree degrees ophthalmoscope gaze retina iohexol iopamidol iodixanol iopromide gadolinium
gadobutrol dapi spatial relational concept pharyngeal tonsil adenoid adenoids templates heading lead aneurysms
stucture anatomical reports reporting report normality topographical thoraco cervico cord used the first third fourth
cubic hounsfield unit units intervertebral level apparent coefficient capillary standardized added metabolic activity
percent percentile quarter glycolysis background adjacent sum rms emission positron export exported demonstration
features key sample samples duration electrode placement extremities limb structured template basic reading research
ossifying non fibroma colonoscopy oblique obli carcinoma squamous invasive referred seen past external ear photograph
sarcoma cell involving superficial relatively well reaction treatment plan treated reason sessions expected tongue base
consultation key squamous this that these those is are be been being has have had there their which who what when where
why how a an it its he she his her they them we our you your was not but if then than so such same since until during
under over also very more most less least only again still now no yes can could may might should would will shall do
does did done made make given give known see seen show shows shown demonstrates demonstrated suggest suggests suggested
suggesting compatible represent represents representing evidence appear appears appearance noted note stable interval
evaluate evaluation assess assessment correlate correlation recommended recommend advised advise further needed require
required status resolved resolving improved improving worsened progressive progression unchanged similar decreased
increased new newly developed persistent persists recent recently today yesterday tomorrow morning night
man woman men women gentleman lady boy girl infant neonate newborn child children patient patients person
hour hours minute minutes second seconds
hepatomegaly splenomegaly ascites diverticulitis appendicitis cholecystitis cholelithiasis pancreatitis cirrhosis
steatosis hydronephrosis nephrolithiasis lymphocele aortitis endocarditis myocarditis pericarditis cardiomyopathy
infarct infarction ischemic stroke hemorrhagic aneurysmal meningioma glioma metastatic adenocarcinoma carcinoid
hamartoma blastoma thymoma teratoma schwannoma neurofibroma lipomatosis hemangioma hepatocellular cholangiocarcinoma
pneumomediastinum pneumoperitoneum pneumopericardium emphysematous bulla bullae bleb blebs honeycombing reticular
reticulation reticulonodular septal ground-glass mosaic crazy paving cuffing kerley lines bronchogram bronchograms
pleurisy empyema hydropneumothorax pleurodesis thoracentesis thoracostomy lobectomy pneumonectomy bronchoscopy
tracheotomy intubated intubation extubation extubated endotracheal gastrostomy sternotomies clips wires leads lead
electrode electrodes pacemaker defibrillator prosthetic valves graft grafts bypass stents coil coils filter filters
humerus ulnar radial metacarpal metatarsal phalanges carpal tarsal acetabulum ilium ischium pubis sacroiliac symphysis
manubrium xiphoid costochondral vertebrae cervicothoracic thoracolumbar scaphoid navicular cuboid cuneiform talus
trochanter condyle epicondyle malleolus olecranon coracoid acromion acromioclavicular sternoclavicular glenohumeral
meniscus ligament ligaments tendon tendons cartilage menisci cruciate rotator cuff labrum bursa synovial
hippocampus amygdala thalamus putamen caudate ventricles cerebellum cerebellar brainstem pons medulla cerebrum
hemisphere gyrus sulcus basal ganglia white matter grey gray corpus callosum meninges dura subdural epidural
subarachnoid parietal occipital temporal frontal orbital ethmoid sphenoid maxillary mastoid cochlea
lens cornea macula fovea choroid vitreous iris eyelid eye eyes ear ears throat larynx epiglottis tonsils parotid
submandibular sublingual nasopharynx oropharynx hypopharynx esophagogastric duodenum jejunum ileum cecum rectum anus
peritoneum retroperitoneum mesentery omentum spleen splenic hepatic portal mesenteric celiac renal iliac femoral
popliteal tibial peroneal saphenous jugular brachiocephalic innominate vertebral basilar circle coronary
cervix endometrium myometrium ovary ovaries fallopian vulva testis testes epididymis scrotum penis urethra
areola nipple ductal lobular quadrant microcalcifications microcalcification distortion birads
oberbauch schädel abdomen-becken brustkorb lunge bws hws lws kopf hals
african american arab asian black caucasian european hispanic latino mixed white korean chinese indian uzbek uyghur
headneck neckchest chestabdomen chestabdpelvis abdomenpelvis cspine tspine lspine lsspine tlspine ctspine ssspine
wholebody tmj zygoma jaw clavicula skullbase extremity calcaneous iac sella toe finger thumb
coerce correct altered unaltered
in on up out off upon per via each any some all
ray rays xray x
document title text evidence purpose library entry descriptor group imaging report
zone mandibular supernumerary end permanent molar deciduous incisor premolar atrial myocardial technetium ejection
tricuspid therapy oxygen regurgitation sodium tract regional mammogram intercostal cardiovascular hemodynamic
posterolateral age exercise angina oncology atrioventricular acid estimation care anesthesia trunk rostral
catheterization strategy room computed plaque lumen systemic continuous laser antibiotic fibromuscular diseases
combined yellow stroma parasternal pulmonic nasal carbon entire lesser mammographic medicine circumflex chloride
hybrid pathway bundle endocardial iec portion inguinal echocardiography conduit outflow fasciculus regime annulus
indium score balloon hyperplasia pacing emphasis population papillary resonance myocardium disorder congenital
angioplasty back connection greater sectional melanoma situ two constructed specialty use used orifice filtration
albumin shaft fossa emissive nail intensive palmar acr biplane problem abnormality glomerular intraductal nuclear
nuclei pancreatic orange violet purple pink electrocardiogram compared membrane optic subcostal filling attenuator
core square structural assisted diabetic run iodinated ring radioisotope contraction terminated interventricular minor
lacrimal lip closure adenoma respiration reflectance variance above below normalized heating indirect inflow needle
canal atherectomy insertion challenge copper umbilical one three four fifth sixth seventh ablation incomplete junction
retired ventilation computer top fold uterine rectal bifurcation mouth coarctation dental plantar posteromedial natural
potassium strontium discharge started partially sop sex association asymmetric dioxide stimulation consumable wire
radiologic oil rest ii iii avf avl avr hypokinesis bag auricular bile mucosa inflammatory embolization urethral
articular salt genitalia ostium marginal accreditation alert kurtosis associated cluster pectoral cone integral fibrous
stem guided silicone nonuniformity achieved ovarian injector isocentric severity pad helix vaginal serum commissure
auditory premature rough tail fibula brachial dorsolateral dorsomedial facial gluteal lamp transluminal suprasternal
management log automated feeding begin centered epicardial ergometer replacement section heel dosimetry inferolateral
limits papilloma inverse anteroseptal truncated poor musculoskeletal xenon shear undetermined shortening jet saline
simultaneous aluminum beta arteries circumference retinopathy physiologic appendage laryngeal supraclavicular airflow
anomalous approved tested investigational arteriovenous ellipse including polyp circumscribed configured equation
instantaneous transferred missing thrombus vascularity eeg extravasation individual changed gastrointestinal incorrect
inferomedial superolateral infrared interventional anterolateral morphology max min monoclonal paraspinal pathology
division averaged ventriculography radioactive depression lean tubular dye dilution gel hepatitis race anastomosis
anesthetic sigmoid atypical inhalation salivary nervous cephalic ductus iron hot metal shaped equivocal electric
epigastric diabetes forearm hypogastric heavy retropharyngeal vesicle tracheobronchial lymphatic deceleration
restrictive tachycardia bradycardia diagonal forward acetabular ended severely algorithms algo appropriate indications
symmetry exponential trend tidal outside inside ectopic breathing circumferential reserve luminal entropy extra events
transit blanket fibroglandular inappropriate pharmacological infusion intraluminal intraoperative coherence sheet
quadratic lipid macular multiparametric operative rupture simulation regression thallium tubercle scapular lobule
cheek sole forefoot stenotic titanium tracer treadmill occlusion arrhythmia rhythm adenosine isthmus bidirectional
screw hematoma cannot phosphate cobalt labeled gold silver sheath insulin gallium fatty fibroadenoma gestational sac
floor hindfoot hypertensive pump intestinal irregularities teeth cells mucous placenta topical palm relaxation yttrium
stereotactic statement minus plus interface clearance homogeneity discontinued adverse irregular artifacts stopped
programmed recess circulatory connected echotexture ventilator inadequate indeterminate colonic endocrine
electrophysiology digitized composed controlled descriptions fit histopathology graph involvement endorectal prostatic
cranium adjustment assurance publication generic successful hemodynamics bleeding tissues row column rows columns tile
index recommendation insufficient particle pair juvenile lad rca dispersion perimeter attempted viability network sided
meter voltage exceeds radiofrequency raised encoded fiber spect groove sleep staging transesophageal hormone valvular
clip absence virus degeneration alcohol oxide communicating arteriosclerosis refractory implantable blocker biliary
sectioning marrow transplant broad leaflet colic proximity tunnel costal dilatation capsule forceps giant gynecology
flexure hypertrophic infiltrating infra infraclavicular intracranial intraventricular retraction colloid obstetric
obstetrics palliative plastic antigen retroperitoneal round testicular thrombolysis transthoracic traumatic context
text heading scoord tcoord placed damaged follows visible software only output
jpeg rle lossy lossless reversible irreversible compression decompressed bit bits sequential progressive scaled
rescaled resampled reformatted multiframe secondary rgb ybr palette cielab near transform selection
gtv ctv ptv itv oar bolus brainstem isocenter gating cbct kvct mvct cont diagnostics wip mapping ssh sssh surview
smartscore epifluorescence darkfield fluorescence
omnipaque omniscan isovue visipaque ultravist magnevist gadovist gadavist dotarem iomeron optiray xenetix primovist
eovist multihance prohance lipiodol optimark clariscan
`;

const portuguese = `
abdome abdominal agudo alargamento alteracoes alterado alteração alterações aorta aórtico apical ápice ápices axial
axila bacia braço bilateral brônquica brônquico cardíaca cardíaco cardiomegalia cardiotorácico cavidade calcificação
calcificações calcificado caixa centro cervical cicatriz clavícula coluna com consolidação consolidações contraste
controle contorno coração coronal costela costelas costofrênico crânio crônica crônico da de decúbito densidade derrame
diafragma difuso digital direita direito discreta discreto do dor e em enfisema esquerda esquerdo estudo estável exame
face febre fêmur fibrose fratura hemitórax hilar hilo hilos incidência inferior infiltrado inspiração intersticial
joelho lado lateral lesão lesões lobo lombar mama mamografia mão massa mediastino membro moderado na nega nódulo nódulos
normal normais no opacidade opacidades óssea ósseo ombro ortostático osso paciente parênquima pé pelve perfil
perihilar pleura pleural pneumonia pneumotórax por pós posteroanterior pré pulmão pulmões pulmonar punho quadril
radiografia raio raios reticular rim rotina sagital segmento seios sem seio sequela sequelas sombra superior suspeita
tecido tecidos tomografia torácica torácico tórax tosse transversal traqueia tuberculose tumor ultrassom ultrassonografia
urgência ventilação volume
`;

/** Words that begin so may stay, with up to four letters of ending. */
const stemsText = `
абдомин аксиал ангиогра аневризм аорт аппарат артери артрит астм ателектаз бедр бедрен бифуркац бок боков болез боль
бронх бронхит бронхиальн брюшн вдох вдохе верх верхн верхушк вентиляц визуализ височн внутр воздух вокруг воспал
выдох выдохе выпот вырезк выражен газ гематом гидроторакс гипертон голов голен горл гортан груд грудн двусторон
двухсторон деструкц дефект деформ диагноз диагност диафрагм динамик динамическ диссемин дистальн диффузн доза дол дола
долев доля долях дорсальн доп дыхат дыхательн желез желуд жидкост живот задн закл заключен зон изменен изображ
имплант инспирац инородн интерстиц инфекц инфильтрат инфильтрац исследован каверн кальцин кальцинат картин кардиомегал
кашел кист кишечн клетк кожн колен компьютерн контраст контрастирован контрол контур коронар корн корен корни костн
кост крестец кров крестцов лев левом левосторон легк лёгк легоч лёгоч лимфат лимфоузл линейн локализ локт лопатк
лучев лучезапяст магнитн магнитно малы маммогр маммограф массив медиастин мелк метастаз мрт мскт множествен молочн мочев
мягк мышц нагрузк наличи назначен наруш начальн неизмен нижн новообразован норм норма носа носов ноч обзорн
обзорная области област образован ограничен одиночн одышк озлокачеств ограниченн ок огк огп окт органы орган
органов осмотр остр остеохондроз острый отдел отделов отек отёк очаг очагов ощущ паренхим паренхиматозн патолог пациент
пер первичн передн перелом переломов перикард перифер печен печень пищевод плевр плевральн плевродиафраг плеч
пневмон пневмони пневмоторакс пневмосклероз позвон позвоночник позвоночн поясн пояснич поликлин полост полость
положен поражен портал почек почк прав правосторон предлежан признак признаки прикорнев пристеноч проекц проекции
профилактич профосмотр процесс прям прямая прямой пульмон расширен реакц ребр ребер рёбер режим резекц
рентген рентгеногр рентгенограф рентгенограмм рентгенологич рентгеноскоп рисун рисунок рубцов рука сагиттальн
сакральн сегмент сегмента седалищ селезен серд сердц сердечн серия синус синусы сканирован скрининг скелет склероз
слев слева справа снимк снимок сосуд сосуд состояни срочн средост средостен стоп стоя стоя стопы струк структур
сустав суставн сухожил таз тазобедр текст тела тени тень теней тень температур томогр томограф томограмм топогра тотальн
трахе травм туберкул туберкулез туберкулём укладк ультразвук усилен увелич узел узи узлов уплотнен
уровн участк ушиб фаз фиброз фиброзн флюорогр флюорограф форм хирург хронич хроническ центральн цифров черепа череп
череп шейн шеи эмфизем эндопротез экспирац экскурс лежа сидя боковая дети детск взросл без для или при над под
по на не нет от из за до во со об как год года лет
ауру ауыр арқа ағза аорта асқын бас бауыр белгі бел бет бронх буын бүйір бүйрек гидроторакс дене деформац диафрагма
диагноз диффузд екі жақ жамбас жедел жүрек жұлын жоғары жолдар зерттеу иық инфильтра кардиомегал кеуде кеуденің
көкірек көкбауыр контраст қабыну қабырға қабырғалар қуыс қол құрсақ қосымша қан қалыпты қорытынды медиастин мойын мүше мүшелері мүшелерінің
мұрын норма оң омыртқа ошақ ошақтар өкпе өкпенің өзгеріс патология плевра пневмония пневмоторакс рентген
рентгенограмма рентгенография салдар сегмент сол сүйек сурет созылмалы сынық тік тікелей тамыр тамыры төменгі түбір
тыныс туберкулез ультрадыбыс флюорография фиброз шағым іш аяқ бұлшықет бүйірлік дәрігер
`;

/** Words that are all of their word: too short, or too near to a name, to be stems. */
const cyrillicWordsText = `
в и с к у о мм см кт мр мрт мскт узи огк огп экг пп зп пб лб лв пв прям бок эрк жас ж м дн мес нед сут
лёгкие легкие лёгких легких орг гр кл пр лев дол доза снимок вид рёбра рука ноги нога рак
`;

const separators = /\s+/;
const listed = (text: string): string[] => text.trim().split(separators);

/** Without the marks of Latin letters; Cyrillic ones (ё, й) are letters of their own. */
function withoutAccents(word: string): string {
  return /[\u0400-\u04ff]/.test(word) ? word : word.normalize('NFD').replace(/\p{Mn}/gu, '');
}

const words = new Set<string>();
for (const word of [
  ...listed(english),
  ...listed(portuguese),
  ...listed(tableWords),
  ...listed(cyrillicWordsText),
]) {
  words.add(withoutAccents(word));
}
const stems = new Set(listed(stemsText));
const LONGEST_ENDING = 4;
const SHORTEST_STEM = 3;

/** Whether a word, in any case, is one of examination, technique or anatomy. */
export function isVocabulary(word: string): boolean {
  const lower = withoutAccents(word.normalize('NFC').toLowerCase());
  if (words.has(lower)) return true;
  if (!/^[\u0400-\u04ff]+$/.test(lower)) return false;
  if (stems.has(lower)) return true;
  for (let ending = 1; ending <= LONGEST_ENDING; ending++) {
    const stem = lower.slice(0, -ending);
    if (stem.length < Math.max(SHORTEST_STEM, ending)) break;
    if (stems.has(stem)) return true;
  }
  return false;
}
